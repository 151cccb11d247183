import { LocationProvider, Route, Router } from 'preact-iso';
import { useRef } from 'preact/hooks';
import { ConsentBar } from './components/consent-bar.js';
import { Footer } from './components/footer.js';
import { Header } from './components/header.js';
import { BasketPage } from './pages/basket.js';
import { HomePage } from './pages/home.js';
import { ListingPage } from './pages/listing.js';
import { NotFoundPage } from './pages/not-found.js';
import { PrivacyPage } from './pages/privacy.js';
import { ProductPage } from './pages/product.js';

export function App() {
  const main = useRef<HTMLElement>(null);
  return (
    <LocationProvider>
      <Header />
      <main id="main" ref={main} tabIndex={-1}>
        {/* Who reads by ear or moves by key is on the new page as well. */}
        <Router onRouteChange={() => main.current?.focus({ preventScroll: true })}>
          <Route path="/" component={HomePage} />
          <Route path="/search" component={ListingPage} />
          <Route path="/category/*" component={ListingPage} />
          <Route path="/product/:id" component={ProductPage} />
          <Route path="/basket" component={BasketPage} />
          <Route path="/privacy" component={PrivacyPage} />
          <Route default component={NotFoundPage} />
        </Router>
      </main>
      <Footer />
      <ConsentBar />
    </LocationProvider>
  );
}
