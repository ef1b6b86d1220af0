FROM python:3.13-slim
COPY . /context
RUN du -ah /context
