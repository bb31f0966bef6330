-- Tables brands, api_keys, products and variants.

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TABLE brands (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT brands_pkey PRIMARY KEY (id),
    CONSTRAINT brands_name_key UNIQUE (name),
    CONSTRAINT brands_name_length CHECK (char_length(name) BETWEEN 1 AND 80)
);

CREATE INDEX brands_created_at_id_idx ON brands (created_at DESC, id DESC);
COMMENT ON TABLE brands IS 'Brand: name. Why: entities.Brand.';
COMMENT ON COLUMN brands.id IS 'Identifier.';
COMMENT ON COLUMN brands.name IS 'Name. Why: entities.Brand.fields.name.';
COMMENT ON COLUMN brands.created_at IS 'When the row was made.';
COMMENT ON COLUMN brands.updated_at IS 'When the row last changed.';
COMMENT ON INDEX brands_created_at_id_idx IS 'Serves op.brand.list.';

CREATE TABLE api_keys (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    prefix text NOT NULL,
    key_hash text NOT NULL,
    role text NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
    CONSTRAINT api_keys_prefix_key UNIQUE (prefix),
    CONSTRAINT api_keys_name_length CHECK (char_length(name) <= 120),
    CONSTRAINT api_keys_prefix_length CHECK (char_length(prefix) <= 16),
    CONSTRAINT api_keys_key_hash_length CHECK (char_length(key_hash) <= 128),
    CONSTRAINT api_keys_role_length CHECK (char_length(role) <= 63)
);

COMMENT ON TABLE api_keys IS 'Keys as hashes, shown once when made. Why: stack.auth.';
COMMENT ON COLUMN api_keys.id IS 'Identifier.';
COMMENT ON COLUMN api_keys.name IS 'What the key is for.';
COMMENT ON COLUMN api_keys.prefix IS 'The visible beginning.';
COMMENT ON COLUMN api_keys.key_hash IS 'SHA-256 of the key.';
COMMENT ON COLUMN api_keys.role IS 'The role it acts in.';
COMMENT ON COLUMN api_keys.expires_at IS 'No use after this.';
COMMENT ON COLUMN api_keys.revoked_at IS 'Set: no use any more.';
COMMENT ON COLUMN api_keys.last_used_at IS 'For finding keys nobody uses.';
COMMENT ON COLUMN api_keys.created_at IS 'When the row was made.';

CREATE TABLE products (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    sku text NOT NULL,
    name text NOT NULL,
    description text,
    attributes jsonb,
    status text NOT NULL DEFAULT 'draft',
    brand_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT products_pkey PRIMARY KEY (id),
    CONSTRAINT products_sku_key UNIQUE (sku),
    CONSTRAINT products_sku_length CHECK (char_length(sku) <= 40),
    CONSTRAINT products_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT products_status_values CHECK (status IN ('draft', 'live', 'retired')),
    CONSTRAINT products_brand_id_fkey FOREIGN KEY (brand_id)
        REFERENCES brands (id) ON DELETE RESTRICT
);

CREATE INDEX products_brand_id_status_idx ON products (brand_id, status)
    WHERE status = 'live';

CREATE INDEX products_brand_id_name_id_idx ON products (brand_id, name, id);
CREATE INDEX products_name_search ON products USING gin (to_tsvector('simple', coalesce(name, '')));
CREATE INDEX products_name_id_idx ON products (name, id);
CREATE INDEX products_status_name_id_idx ON products (status, name, id);
COMMENT ON TABLE products IS 'Product: sku, name, description, attributes and 2 more. Why: entities.Product.';
COMMENT ON COLUMN products.id IS 'Identifier.';
COMMENT ON COLUMN products.sku IS 'Sku. Why: entities.Product.fields.sku.';
COMMENT ON COLUMN products.name IS 'As shown to buyers. Why: entities.Product.fields.name.';
COMMENT ON COLUMN products.description IS 'Description. Why: entities.Product.fields.description.';
COMMENT ON COLUMN products.attributes IS 'Attributes. Why: entities.Product.fields.attributes.';
COMMENT ON COLUMN products.status IS 'Status. Why: entities.Product.fields.status.';
COMMENT ON COLUMN products.brand_id IS 'The brand it refers to. Why: entities.Product.relations.brand.';
COMMENT ON COLUMN products.created_at IS 'When the row was made.';
COMMENT ON COLUMN products.updated_at IS 'When the row last changed.';
COMMENT ON INDEX products_brand_id_status_idx IS 'Serves what the design declares it for.';
COMMENT ON INDEX products_brand_id_name_id_idx IS 'Serves op.product.list (filter brand), foreign key brand_id.';
COMMENT ON INDEX products_name_search IS 'Serves op.product.list (search).';
COMMENT ON INDEX products_name_id_idx IS 'Serves op.product.list, op.product.list (sort name).';
COMMENT ON INDEX products_status_name_id_idx IS 'Serves op.product.list (filter status).';

CREATE TABLE variants (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    sku text NOT NULL,
    price numeric(19, 4) NOT NULL,
    weight numeric(8, 3),
    product_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT variants_pkey PRIMARY KEY (id),
    CONSTRAINT variants_sku_key UNIQUE (sku),
    CONSTRAINT variants_sku_length CHECK (char_length(sku) <= 40),
    CONSTRAINT variants_price_range CHECK (price >= 0),
    CONSTRAINT variants_weight_range CHECK (weight >= 0),
    CONSTRAINT variants_product_id_fkey FOREIGN KEY (product_id)
        REFERENCES products (id) ON DELETE CASCADE
);

CREATE INDEX variants_product_id_created_at_id_idx ON variants (product_id, created_at DESC, id DESC);
COMMENT ON TABLE variants IS 'Variant: sku, price, weight and product. Why: entities.Variant.';
COMMENT ON COLUMN variants.id IS 'Identifier.';
COMMENT ON COLUMN variants.sku IS 'Sku. Why: entities.Variant.fields.sku.';
COMMENT ON COLUMN variants.price IS 'Price. Why: entities.Variant.fields.price.';
COMMENT ON COLUMN variants.weight IS 'Weight. Why: entities.Variant.fields.weight.';
COMMENT ON COLUMN variants.product_id IS 'The product it refers to. Why: entities.Variant.relations.product.';
COMMENT ON COLUMN variants.created_at IS 'When the row was made.';
COMMENT ON COLUMN variants.updated_at IS 'When the row last changed.';
COMMENT ON INDEX variants_product_id_created_at_id_idx IS 'Serves op.variant.list (of one product), foreign key product_id.';

COMMIT;
