using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class RenewalsAreCollected : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "period_end_at",
                table: "payments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "period_start_at",
                table: "payments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "collects_until",
                table: "memberships",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "collections",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    authorization_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    membership_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    period_start_at = table.Column<long>(type: "INTEGER", nullable: false),
                    period_end_at = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    signature = table.Column<string>(type: "TEXT", nullable: true),
                    signed_transaction = table.Column<string>(type: "TEXT", nullable: true),
                    last_valid_height = table.Column<long>(type: "INTEGER", nullable: true),
                    last_refusal = table.Column<string>(type: "TEXT", nullable: true),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    last_trouble = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    payment_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_collections", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "renewal_authorizations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    product_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    plan_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    initial_payment_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    membership_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    payer_wallet = table.Column<string>(type: "TEXT", nullable: false),
                    payer_token_account = table.Column<string>(type: "TEXT", nullable: false),
                    authority_account = table.Column<string>(type: "TEXT", nullable: false),
                    subscription_account = table.Column<string>(type: "TEXT", nullable: false),
                    amount_minor_units = table.Column<long>(type: "INTEGER", nullable: false),
                    period_hours = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    setup_signature = table.Column<string>(type: "TEXT", nullable: true),
                    paid_through_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_collection_at = table.Column<long>(type: "INTEGER", nullable: true),
                    trouble = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    warned_for_at = table.Column<long>(type: "INTEGER", nullable: true),
                    cancel_reason = table.Column<string>(type: "TEXT", nullable: true),
                    cancels_at_period_end = table.Column<bool>(type: "INTEGER", nullable: false),
                    cancellation_signature = table.Column<string>(type: "TEXT", nullable: true),
                    cancelled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    claimed_until = table.Column<long>(type: "INTEGER", nullable: true),
                    claim_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    put_off_since = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_renewal_authorizations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "renewal_plans",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    product_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    owner_wallet = table.Column<string>(type: "TEXT", nullable: false),
                    plan_account = table.Column<string>(type: "TEXT", nullable: false),
                    token_mint = table.Column<string>(type: "TEXT", nullable: false),
                    token_program = table.Column<string>(type: "TEXT", nullable: false),
                    amount_minor_units = table.Column<long>(type: "INTEGER", nullable: false),
                    period_hours = table.Column<int>(type: "INTEGER", nullable: false),
                    puller = table.Column<string>(type: "TEXT", nullable: false),
                    published_at = table.Column<long>(type: "INTEGER", nullable: true),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_renewal_plans", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "i_x_collections_merchant_id_authorization_id_period_start_at",
                table: "collections",
                columns: new[] { "merchant_id", "authorization_id", "period_start_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_collections_signature",
                table: "collections",
                column: "signature",
                unique: true,
                filter: "signature is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_renewal_authorizations_merchant_id_initial_payment_id_payer_wallet",
                table: "renewal_authorizations",
                columns: new[] { "merchant_id", "initial_payment_id", "payer_wallet" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_renewal_authorizations_merchant_id_membership_id",
                table: "renewal_authorizations",
                columns: new[] { "merchant_id", "membership_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_renewal_authorizations_subscription_account",
                table: "renewal_authorizations",
                column: "subscription_account");

            migrationBuilder.CreateIndex(
                name: "ix_renewal_authorizations_due",
                table: "renewal_authorizations",
                column: "due_at",
                filter: "due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_renewal_authorizations_put_off",
                table: "renewal_authorizations",
                column: "put_off_since",
                filter: "put_off_since is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_renewal_plans_merchant_id_product_id",
                table: "renewal_plans",
                columns: new[] { "merchant_id", "product_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_renewal_plans_plan_account",
                table: "renewal_plans",
                column: "plan_account",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "collections");

            migrationBuilder.DropTable(
                name: "renewal_authorizations");

            migrationBuilder.DropTable(
                name: "renewal_plans");

            migrationBuilder.DropColumn(
                name: "period_end_at",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "period_start_at",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "collects_until",
                table: "memberships");
        }
    }
}
