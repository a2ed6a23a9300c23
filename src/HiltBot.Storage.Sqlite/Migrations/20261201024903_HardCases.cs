using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class HardCases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "payer_proven_at",
                table: "transfers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "payer_signed",
                table: "transfers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "money_proofs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    payment_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    refund_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    wallet = table.Column<string>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    proven_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_money_proofs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "refunds",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    transfer_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    payment_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    cause = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    amount_minor_units = table.Column<long>(type: "INTEGER", nullable: false),
                    token_mint = table.Column<string>(type: "TEXT", nullable: false),
                    asset_symbol = table.Column<string>(type: "TEXT", nullable: false),
                    asset_decimals = table.Column<int>(type: "INTEGER", nullable: false),
                    from_wallet = table.Column<string>(type: "TEXT", nullable: false),
                    from_account = table.Column<string>(type: "TEXT", nullable: false),
                    to_wallet = table.Column<string>(type: "TEXT", nullable: true),
                    to_from = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    access = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    reference = table.Column<string>(type: "TEXT", nullable: false),
                    staff_key = table.Column<string>(type: "TEXT", nullable: false),
                    address_key = table.Column<string>(type: "TEXT", nullable: false),
                    signature = table.Column<string>(type: "TEXT", nullable: true),
                    valid_height = table.Column<long>(type: "INTEGER", nullable: true),
                    prepared_by_type = table.Column<string>(type: "TEXT", nullable: false),
                    prepared_by_id = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    signed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    withdrawn_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_refunds", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sent_payments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    payment_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    signature = table.Column<string>(type: "TEXT", nullable: false),
                    bytes = table.Column<byte[]>(type: "BLOB", nullable: false),
                    valid_height = table.Column<long>(type: "INTEGER", nullable: false),
                    wallet = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    sends = table.Column<int>(type: "INTEGER", nullable: false),
                    sent_at = table.Column<long>(type: "INTEGER", nullable: false),
                    next_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_sent_payments", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "i_x_transfers_claimable",
                table: "transfers",
                columns: new[] { "account", "payer_wallet", "recorded_at" },
                filter: "payment_id is null");

            migrationBuilder.CreateIndex(
                name: "i_x_money_proofs_created_at",
                table: "money_proofs",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "i_x_refunds_address_key",
                table: "refunds",
                column: "address_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_refunds_merchant_id_payment_id",
                table: "refunds",
                columns: new[] { "merchant_id", "payment_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_refunds_open",
                table: "refunds",
                column: "transfer_id",
                unique: true,
                filter: "state in ('PREPARED', 'SIGNED')");

            migrationBuilder.CreateIndex(
                name: "i_x_refunds_reference",
                table: "refunds",
                column: "reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_refunds_staff_key",
                table: "refunds",
                column: "staff_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_refunds_transfer",
                table: "refunds",
                column: "transfer_id");

            migrationBuilder.CreateIndex(
                name: "i_x_sent_payments_merchant_id_payment_id",
                table: "sent_payments",
                columns: new[] { "merchant_id", "payment_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_sent_payments_next_at",
                table: "sent_payments",
                column: "next_at",
                filter: "next_at is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_sent_payments_sent_at",
                table: "sent_payments",
                column: "sent_at");

            migrationBuilder.CreateIndex(
                name: "i_x_sent_payments_signature",
                table: "sent_payments",
                column: "signature",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "money_proofs");

            migrationBuilder.DropTable(
                name: "refunds");

            migrationBuilder.DropTable(
                name: "sent_payments");

            migrationBuilder.DropIndex(
                name: "i_x_transfers_claimable",
                table: "transfers");

            migrationBuilder.DropColumn(
                name: "payer_proven_at",
                table: "transfers");

            migrationBuilder.DropColumn(
                name: "payer_signed",
                table: "transfers");
        }
    }
}
