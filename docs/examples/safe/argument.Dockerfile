FROM python:3.13-slim
ARG TOKEN
RUN echo "a download with the token" | sha256sum > /catalogue.txt
