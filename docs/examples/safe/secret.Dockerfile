FROM python:3.13-slim
RUN --mount=type=secret,id=token sha256sum < /run/secrets/token > /catalogue.txt
