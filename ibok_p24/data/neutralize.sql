-- forget the keys of Przelewy24 and where a stand-in listens; ask nobody
UPDATE payment_provider
   SET state = 'disabled',
       is_published = false
 WHERE code = 'p24';
UPDATE payment_provider
   SET p24_merchant_id = NULL,
       p24_pos_id = NULL,
       p24_api_key = NULL,
       p24_crc = NULL;
UPDATE payment_transaction
   SET p24_next_try = NULL
 WHERE p24_next_try IS NOT NULL;
DELETE FROM ir_config_parameter
 WHERE key = 'ibok_p24.sandbox_url';
