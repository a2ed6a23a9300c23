using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ApiOfMerchants : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "i_x_receipts_merchant_id_tx_sig",
                table: "receipts");

            migrationBuilder.AddColumn<string>(
                name: "account",
                table: "receipts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "amount_minor_units",
                table: "receipts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "asset_decimals",
                table: "receipts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "asset_symbol",
                table: "receipts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "billing_reference",
                table: "receipts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "customer_email",
                table: "receipts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "customer_name",
                table: "receipts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "invoice_number",
                table: "receipts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "merchant_wallet",
                table: "receipts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "notes",
                table: "receipts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "payer_wallet",
                table: "receipts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "receipts",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "token_mint",
                table: "receipts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "access_mode",
                table: "products",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "has_membership_config",
                table: "products",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "named_platform",
                table: "products",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "payment_count",
                table: "products",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "volume_minor_units",
                table: "products",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "identity_from",
                table: "payments",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "product_id",
                table: "one_time_codes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "happened_at",
                table: "access_attempts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "identity_sessions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    product_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    wallet_address = table.Column<string>(type: "TEXT", nullable: false),
                    wallet_source = table.Column<string>(type: "TEXT", nullable: false),
                    identity_type = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    identity_value = table.Column<string>(type: "TEXT", nullable: false),
                    identity_display = table.Column<string>(type: "TEXT", nullable: true),
                    challenge = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    verified_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_identity_sessions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "phantom_sessions",
                columns: table => new
                {
                    payment_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    wallet_address = table.Column<string>(type: "TEXT", nullable: false),
                    wallet_key = table.Column<string>(type: "TEXT", nullable: false),
                    sealed_token = table.Column<byte[]>(type: "BLOB", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_phantom_sessions", x => x.payment_id);
                });

            migrationBuilder.CreateTable(
                name: "product_days",
                columns: table => new
                {
                    product_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    day_number = table.Column<int>(type: "INTEGER", nullable: false),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    opens = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_product_days", x => new { x.product_id, x.day_number });
                });

            migrationBuilder.CreateTable(
                name: "visitor_states",
                columns: table => new
                {
                    state_hash = table.Column<string>(type: "TEXT", nullable: false),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    product_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    platform = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    browser_hash = table.Column<string>(type: "TEXT", nullable: false),
                    sealed_verifier = table.Column<byte[]>(type: "BLOB", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_visitor_states", x => x.state_hash);
                });

            // What lists show and searches look through stood in the documents only. Every receipt so far has its payment;
            // (transaction, account) is unique among transfers, and a transfer counts for one payment.
            migrationBuilder.Sql(
                """
                update receipts set
                    account = (select min(t.account) from transfers t
                        where t.payment_id = receipts.payment_id and t.signature = receipts.tx_sig),
                    payer_wallet = (select p.payer_wallet from payments p where p.id = receipts.payment_id),
                    merchant_wallet = (select p.merchant_wallet from payments p where p.id = receipts.payment_id),
                    token_mint = (select p.token_mint from payments p where p.id = receipts.payment_id),
                    asset_symbol = (select p.asset_symbol from payments p where p.id = receipts.payment_id),
                    asset_decimals = (select p.asset_decimals from payments p where p.id = receipts.payment_id),
                    amount_minor_units = (select p.amount_minor_units from payments p where p.id = receipts.payment_id),
                    search_text = lower(id || char(10) || tx_sig)
                """);

            migrationBuilder.CreateIndex(
                name: "i_x_webhook_events_render_due_at",
                table: "webhook_events",
                column: "render_due_at",
                filter: "due_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_dead",
                table: "webhook_deliveries",
                column: "updated_at",
                filter: "state = 'dead_letter' and due_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_delivered",
                table: "webhook_deliveries",
                column: "updated_at",
                filter: "state = 'delivered'");

            migrationBuilder.CreateIndex(
                name: "i_x_tickets_membership_id",
                table: "tickets",
                column: "membership_id",
                filter: "membership_id is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_tickets_merchant_id_created_at_id",
                table: "tickets",
                columns: new[] { "merchant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "i_x_receipts_merchant_id_created_at_id",
                table: "receipts",
                columns: new[] { "merchant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "i_x_receipts_merchant_id_merchant_wallet_created_at",
                table: "receipts",
                columns: new[] { "merchant_id", "merchant_wallet", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_receipts_merchant_id_payer_wallet_created_at",
                table: "receipts",
                columns: new[] { "merchant_id", "payer_wallet", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_receipts_merchant_id_product_id_created_at",
                table: "receipts",
                columns: new[] { "merchant_id", "product_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_receipts_merchant_id_tx_sig_account",
                table: "receipts",
                columns: new[] { "merchant_id", "tx_sig", "account" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_memberships_merchant_id_payer_wallet",
                table: "memberships",
                columns: new[] { "merchant_id", "payer_wallet" },
                filter: "payer_wallet is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_memberships_merchant_id_product_id_created_at",
                table: "memberships",
                columns: new[] { "merchant_id", "product_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_memberships_merchant_id_status_created_at",
                table: "memberships",
                columns: new[] { "merchant_id", "status", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_membership_periods_membership_id_created_at",
                table: "membership_periods",
                columns: new[] { "membership_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_membership_periods_merchant_id_tx_signature",
                table: "membership_periods",
                columns: new[] { "merchant_id", "tx_signature" },
                filter: "tx_signature is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_history_merchant_id_event_type_created_at",
                table: "history",
                columns: new[] { "merchant_id", "event_type", "created_at" },
                filter: "subject = 'MEMBERSHIP'");

            migrationBuilder.CreateIndex(
                name: "i_x_identity_sessions_created_at",
                table: "identity_sessions",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "i_x_phantom_sessions_created_at",
                table: "phantom_sessions",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "i_x_visitor_states_created_at",
                table: "visitor_states",
                column: "created_at");

            // By hand: EF would switch foreign keys off for it, and that is possible only outside the transaction. A product has
            // sold into its account since it was made; what was done at a platform before is told by the clock that it was
            // written down by.
            migrationBuilder.Sql(
                """
                create table watches_of_time (
                    product_id TEXT not null, account TEXT not null, since INTEGER not null, merchant_id TEXT not null,
                    until INTEGER null, constraint p_k_watches primary key (product_id, account, since));
                insert into watches_of_time (product_id, account, since, merchant_id, until)
                select product_id, account,
                    coalesce((select created_at from products where products.id = watches.product_id), 0), merchant_id, until
                from watches;
                drop table watches;
                alter table watches_of_time rename to watches;
                create index i_x_watches_account on watches (account);
                create index i_x_watches_merchant_id_account on watches (merchant_id, account);
                create unique index i_x_watches_product_id_account on watches (product_id, account) where until is null;
                """);
            migrationBuilder.Sql("update access_attempts set happened_at = at");

            // What counters and flags hold from now on was counted anew each time before.
            migrationBuilder.Sql(
                """
                update products set
                    has_membership_config = (membership_enabled or billing_unit is not null or exists (
                        select 1 from product_targets where product_targets.product_id = products.id)),
                    payment_count = (select count(*) from payments where payments.merchant_id = products.merchant_id
                        and payments.product_id = products.id and payments.status = 'CONFIRMED'),
                    volume_minor_units = (select coalesce(sum(payments.amount_minor_units), 0) from payments
                        where payments.merchant_id = products.merchant_id and payments.product_id = products.id
                        and payments.status = 'CONFIRMED')
                """);

            // Comparing in any case by index; EF knows no indexes on expressions (decision 0018).
            migrationBuilder.Sql("create index ix_memberships_identity_lower on memberships (merchant_id, lower(identity_value))");
            migrationBuilder.Sql("create index ix_memberships_display_lower on memberships (merchant_id, lower(identity_display))");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop index ix_memberships_identity_lower");
            migrationBuilder.Sql("drop index ix_memberships_display_lower");

            migrationBuilder.DropTable(
                name: "identity_sessions");

            migrationBuilder.DropTable(
                name: "phantom_sessions");

            migrationBuilder.DropTable(
                name: "product_days");

            migrationBuilder.DropTable(
                name: "visitor_states");

            migrationBuilder.DropIndex(
                name: "i_x_webhook_events_render_due_at",
                table: "webhook_events");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_dead",
                table: "webhook_deliveries");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_delivered",
                table: "webhook_deliveries");

            migrationBuilder.DropPrimaryKey(
                name: "p_k_watches",
                table: "watches");

            migrationBuilder.DropIndex(
                name: "i_x_watches_product_id_account",
                table: "watches");

            migrationBuilder.DropIndex(
                name: "i_x_tickets_membership_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "i_x_tickets_merchant_id_created_at_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "i_x_receipts_merchant_id_created_at_id",
                table: "receipts");

            migrationBuilder.DropIndex(
                name: "i_x_receipts_merchant_id_merchant_wallet_created_at",
                table: "receipts");

            migrationBuilder.DropIndex(
                name: "i_x_receipts_merchant_id_payer_wallet_created_at",
                table: "receipts");

            migrationBuilder.DropIndex(
                name: "i_x_receipts_merchant_id_product_id_created_at",
                table: "receipts");

            migrationBuilder.DropIndex(
                name: "i_x_receipts_merchant_id_tx_sig_account",
                table: "receipts");

            migrationBuilder.DropIndex(
                name: "i_x_memberships_merchant_id_payer_wallet",
                table: "memberships");

            migrationBuilder.DropIndex(
                name: "i_x_memberships_merchant_id_product_id_created_at",
                table: "memberships");

            migrationBuilder.DropIndex(
                name: "i_x_memberships_merchant_id_status_created_at",
                table: "memberships");

            migrationBuilder.DropIndex(
                name: "i_x_membership_periods_membership_id_created_at",
                table: "membership_periods");

            migrationBuilder.DropIndex(
                name: "i_x_membership_periods_merchant_id_tx_signature",
                table: "membership_periods");

            migrationBuilder.DropIndex(
                name: "i_x_history_merchant_id_event_type_created_at",
                table: "history");

            migrationBuilder.DropColumn(
                name: "since",
                table: "watches");

            migrationBuilder.DropColumn(
                name: "account",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "amount_minor_units",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "asset_decimals",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "asset_symbol",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "billing_reference",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "customer_email",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "customer_name",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "invoice_number",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "merchant_wallet",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "notes",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "payer_wallet",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "token_mint",
                table: "receipts");

            migrationBuilder.DropColumn(
                name: "access_mode",
                table: "products");

            migrationBuilder.DropColumn(
                name: "has_membership_config",
                table: "products");

            migrationBuilder.DropColumn(
                name: "named_platform",
                table: "products");

            migrationBuilder.DropColumn(
                name: "payment_count",
                table: "products");

            migrationBuilder.DropColumn(
                name: "volume_minor_units",
                table: "products");

            migrationBuilder.DropColumn(
                name: "identity_from",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "product_id",
                table: "one_time_codes");

            migrationBuilder.DropColumn(
                name: "happened_at",
                table: "access_attempts");

            migrationBuilder.AddPrimaryKey(
                name: "p_k_watches",
                table: "watches",
                columns: new[] { "product_id", "account" });

            migrationBuilder.CreateIndex(
                name: "i_x_receipts_merchant_id_tx_sig",
                table: "receipts",
                columns: new[] { "merchant_id", "tx_sig" });
        }
    }
}
