FROM python:3.13-slim
WORKDIR /app
RUN pip install --no-cache-dir flask gunicorn
COPY . .
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
