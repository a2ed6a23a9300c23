using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class SettlementGoesOn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "concerns_merchant_id",
                table: "transfers",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "lost_signature",
                table: "payments",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "named_valid_height",
                table: "payments",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "unreadable_transactions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account = table.Column<string>(type: "text", nullable: false),
                    signature = table.Column<string>(type: "text", nullable: false),
                    slot = table.Column<long>(type: "bigint", nullable: false),
                    block_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    first_tried_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_tried_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    set_aside_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_unreadable_transactions", x => x.id);
                });

            migrationBuilder.Sql(
                """
                update transfers set concerns_merchant_id =
                    (select payments.merchant_id from payments where payments.id = transfers.concerns_payment_id)
                where concerns_payment_id is not null
                """);

            migrationBuilder.CreateIndex(
                name: "i_x_transfers_open",
                table: "transfers",
                columns: new[] { "account", "recorded_at" },
                filter: "payment_id is null and verdict <> 'OTHER_INCOME'");

            migrationBuilder.CreateIndex(
                name: "i_x_transfers_open_concerns",
                table: "transfers",
                columns: new[] { "concerns_merchant_id", "recorded_at" },
                filter: "concerns_merchant_id is not null and payment_id is null and verdict <> 'OTHER_INCOME'");

            migrationBuilder.CreateIndex(
                name: "i_x_unreadable_transactions_account_signature",
                table: "unreadable_transactions",
                columns: new[] { "account", "signature" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_unreadable_transactions_due",
                table: "unreadable_transactions",
                column: "due_at",
                filter: "due_at is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "unreadable_transactions");

            migrationBuilder.DropIndex(
                name: "i_x_transfers_open",
                table: "transfers");

            migrationBuilder.DropIndex(
                name: "i_x_transfers_open_concerns",
                table: "transfers");

            migrationBuilder.DropColumn(
                name: "concerns_merchant_id",
                table: "transfers");

            migrationBuilder.DropColumn(
                name: "lost_signature",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "named_valid_height",
                table: "payments");
        }
    }
}
