FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py ration.py ask.py meals.json ./
ENV VERSION=2 RATION_KG=1.2
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
