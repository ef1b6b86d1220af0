def main():
    print("birds")
