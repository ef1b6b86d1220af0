def main(): print("birds")
