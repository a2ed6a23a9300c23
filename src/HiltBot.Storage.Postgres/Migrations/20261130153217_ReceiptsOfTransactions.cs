using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ReceiptsOfTransactions : Migration
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
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "amount_minor_units",
                table: "receipts",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "asset_decimals",
                table: "receipts",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "asset_symbol",
                table: "receipts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "billing_reference",
                table: "receipts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "customer_email",
                table: "receipts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "customer_name",
                table: "receipts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "invoice_number",
                table: "receipts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "merchant_wallet",
                table: "receipts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "notes",
                table: "receipts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "payer_wallet",
                table: "receipts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "receipts",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "token_mint",
                table: "receipts",
                type: "text",
                nullable: true);

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
                    search_text = lower(id::text || chr(10) || tx_sig)
                """);

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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

            migrationBuilder.CreateIndex(
                name: "i_x_receipts_merchant_id_tx_sig",
                table: "receipts",
                columns: new[] { "merchant_id", "tx_sig" });
        }
    }
}
