FROM python:3.13-slim
WORKDIR /app
COPY app.py threshold.txt ./
USER 10001:10001
CMD ["python", "app.py"]
