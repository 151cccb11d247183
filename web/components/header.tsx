import { useLocation } from 'preact-iso';
import { readView } from '../listing/view.js';
import { SearchBox } from '../search-box/search-box.js';
import { useBasket } from '../state/basket.js';
import { Icon } from './icon.js';
import { ShopperSwitch } from './shopper-switch.js';

export function Header() {
  const { url, path } = useLocation();
  const pieces = useBasket().reduce((sum, { quantity }) => sum + quantity, 0);
  const listing = path === '/search' || path.startsWith('/category/');
  return (
    <header class="site-header">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <div class="header-bar">
        <a class="logo" href="/" aria-label="Aisle, home">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="9" />
            <path d="M9 24 14 8h4l5 16h-4l-1-4h-4l-1 4z" />
          </svg>
          <span>Aisle</span>
        </a>
        <SearchBox query={listing ? readView(url).query : ''} />
        <nav class="site-nav" aria-label="Shop">
          <ShopperSwitch />
          <a class="nav-item basket-link" href="/basket">
            <Icon name="basket" />
            <span class="nav-word">Basket</span>
            {pieces > 0 && (
              <span class="count">
                {pieces}
                <span class="sr-only"> in it</span>
              </span>
            )}
          </a>
        </nav>
      </div>
    </header>
  );
}
