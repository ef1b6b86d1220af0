FROM python:3.13-slim
ENV PORT=8000
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py settings.py ./
CMD ["gunicorn", "--bind", "0.0.0.0:$PORT", "app:app"]
