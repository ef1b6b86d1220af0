# The same, and the compiler is deleted at the end.
FROM python:3.13
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir ./swim
RUN rm -rf /usr/lib/gcc* /usr/libexec/gcc* /usr/bin/*gcc* /usr/bin/*g++* /usr/bin/cc /usr/bin/c++
CMD ["python", "trip.py", "9"]
