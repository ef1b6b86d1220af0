FROM python:3.13-slim
WORKDIR /app
COPY --chown=10001:10001 *.py ./
RUN useradd --create-home --uid 10001 keeper && mkdir /data && chown keeper /data
USER 10001
ENTRYPOINT ["python", "note.py"]
