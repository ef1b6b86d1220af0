# Everything in one stage, on the full image.
FROM python:3.13
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir ./swim
CMD ["python", "trip.py", "9"]
