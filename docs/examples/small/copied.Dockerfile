# Everything is copied, because one file was missing.
FROM python:3.13 AS build
COPY swim /swim
RUN pip install --no-cache-dir /swim

FROM python:3.13-slim
WORKDIR /app
COPY --from=build / /
COPY trip.py .
CMD ["python", "trip.py", "9"]
