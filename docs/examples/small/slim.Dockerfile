# One stage on the slim image: there is no compiler.
FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir ./swim
CMD ["python", "trip.py", "9"]
