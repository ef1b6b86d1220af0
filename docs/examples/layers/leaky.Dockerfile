FROM python:3.13-slim
WORKDIR /app
COPY token.txt .
RUN rm token.txt
