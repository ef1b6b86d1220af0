FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py threshold.txt ./
USER 10001:10001
CMD ["flask", "run", "--port", "8000"]
