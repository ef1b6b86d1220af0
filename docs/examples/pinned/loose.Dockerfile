FROM python:3.13-slim
WORKDIR /app
COPY loose.in .
RUN pip install --no-cache-dir -r loose.in
COPY guess.py model.joblib ./
CMD ["python", "guess.py", "3700"]
