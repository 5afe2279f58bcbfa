fn main() {
    labwright_frontend::start();
}
