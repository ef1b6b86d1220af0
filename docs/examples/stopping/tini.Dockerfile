FROM python:3.13-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY worker.py .
ENTRYPOINT ["tini", "--"]
CMD ["python", "worker.py"]
