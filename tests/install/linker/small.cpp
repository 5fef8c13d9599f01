namespace segmind {
int small() { return 7; }
}  // namespace segmind
