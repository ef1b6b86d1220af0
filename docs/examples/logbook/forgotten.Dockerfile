FROM python:3.13-slim
WORKDIR /app
COPY *.py ./
USER 10001:10001
ENTRYPOINT ["python", "note.py"]
