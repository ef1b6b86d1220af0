FROM python:3.13-slim
WORKDIR /app
COPY mean.py .
ENTRYPOINT python mean.py
