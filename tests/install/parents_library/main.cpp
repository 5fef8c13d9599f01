double price_of_a_kite();

int main() { return price_of_a_kite() > 0 ? 0 : 1; }
