FROM python:3.13-slim
COPY proxy.py /proxy.py
RUN mkdir /live
CMD ["python", "/proxy.py"]
