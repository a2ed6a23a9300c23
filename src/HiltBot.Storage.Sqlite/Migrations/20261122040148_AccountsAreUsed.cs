using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AccountsAreUsed : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "error_calls",
                table: "api_keys",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "latest_endpoint",
                table: "api_keys",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "total_calls",
                table: "api_keys",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "checkout_domains",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    domain = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    verification_text = table.Column<string>(type: "TEXT", nullable: false),
                    dns_checked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    dns_verified_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failure_reason = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_checkout_domains", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "key_calls",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    endpoint = table.Column<string>(type: "TEXT", nullable: false),
                    method = table.Column<string>(type: "TEXT", nullable: false),
                    status_code = table.Column<int>(type: "INTEGER", nullable: false),
                    duration_milliseconds = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_key_calls", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "used_nonces",
                columns: table => new
                {
                    nonce_hash = table.Column<string>(type: "TEXT", nullable: false),
                    used_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_used_nonces", x => x.nonce_hash);
                });

            migrationBuilder.CreateIndex(
                name: "i_x_payments_merchant_id_confirmed_at",
                table: "payments",
                columns: new[] { "merchant_id", "confirmed_at" },
                filter: "confirmed_at is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_payments_merchant_id_created_at",
                table: "payments",
                columns: new[] { "merchant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_memberships_merchant_id_status_current_period_end_at",
                table: "memberships",
                columns: new[] { "merchant_id", "status", "current_period_end_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_checkout_domains_domain",
                table: "checkout_domains",
                column: "domain",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_checkout_domains_merchant_id_created_at",
                table: "checkout_domains",
                columns: new[] { "merchant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_key_calls_key_id_id",
                table: "key_calls",
                columns: new[] { "key_id", "id" });

            migrationBuilder.CreateIndex(
                name: "i_x_used_nonces_used_at",
                table: "used_nonces",
                column: "used_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "checkout_domains");

            migrationBuilder.DropTable(
                name: "key_calls");

            migrationBuilder.DropTable(
                name: "used_nonces");

            migrationBuilder.DropIndex(
                name: "i_x_payments_merchant_id_confirmed_at",
                table: "payments");

            migrationBuilder.DropIndex(
                name: "i_x_payments_merchant_id_created_at",
                table: "payments");

            migrationBuilder.DropIndex(
                name: "i_x_memberships_merchant_id_status_current_period_end_at",
                table: "memberships");

            migrationBuilder.DropColumn(
                name: "error_calls",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "latest_endpoint",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "total_calls",
                table: "api_keys");
        }
    }
}
