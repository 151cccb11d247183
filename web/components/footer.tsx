export function Footer() {
  return (
    <footer class="site-footer">
      <div>
        <span>Aisle: search and recommendation by words, meaning and the shopper.</span>
        <nav aria-label="More">
          <a href="/search">All products</a>
          <a href="/privacy">Your data</a>
        </nav>
      </div>
    </footer>
  );
}
