namespace segmind {
int small();
}

int main() { return segmind::small() == 7 ? 0 : 1; }
