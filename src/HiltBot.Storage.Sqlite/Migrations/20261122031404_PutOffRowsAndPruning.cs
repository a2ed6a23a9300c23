using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class PutOffRowsAndPruning : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "i_x_buyers_forgotten_at",
                table: "buyers");

            migrationBuilder.AddColumn<long>(
                name: "put_off_since",
                table: "webhook_events",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "render_due_at",
                table: "webhook_events",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "put_off_since",
                table: "unreadable_transactions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "put_off_since",
                table: "seats",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "put_off_since",
                table: "receiving_accounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "put_off_since",
                table: "payments",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "put_off_since",
                table: "notices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "put_off_since",
                table: "memberships",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "attempts",
                table: "buyers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "claim_id",
                table: "buyers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "claimed_until",
                table: "buyers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "due_at",
                table: "buyers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "put_off_since",
                table: "buyers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "put_off_since",
                table: "brakes",
                type: "INTEGER",
                nullable: true);

            // Who asked to be forgotten before still waits.
            migrationBuilder.Sql("update buyers set due_at = forgotten_at where is_forgetting_unfinished");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_events_put_off",
                table: "webhook_events",
                column: "put_off_since",
                filter: "put_off_since is not null");

            migrationBuilder.CreateIndex(
                name: "ix_unreadable_transactions_put_off",
                table: "unreadable_transactions",
                column: "put_off_since",
                filter: "put_off_since is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_seats_community_id",
                table: "seats",
                column: "community_id",
                filter: "last_error is not null");

            migrationBuilder.CreateIndex(
                name: "ix_seats_put_off",
                table: "seats",
                column: "put_off_since",
                filter: "put_off_since is not null");

            migrationBuilder.CreateIndex(
                name: "ix_receiving_accounts_put_off",
                table: "receiving_accounts",
                column: "put_off_since",
                filter: "put_off_since is not null");

            migrationBuilder.CreateIndex(
                name: "ix_payments_put_off",
                table: "payments",
                column: "put_off_since",
                filter: "put_off_since is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_one_time_codes_expires_at",
                table: "one_time_codes",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_notices_put_off",
                table: "notices",
                column: "put_off_since",
                filter: "put_off_since is not null");

            migrationBuilder.CreateIndex(
                name: "ix_memberships_put_off",
                table: "memberships",
                column: "put_off_since",
                filter: "put_off_since is not null");

            migrationBuilder.CreateIndex(
                name: "ix_communities_troubled",
                table: "communities",
                column: "id",
                filter: "rights_problem is not null");

            migrationBuilder.CreateIndex(
                name: "ix_buyers_due",
                table: "buyers",
                column: "due_at",
                filter: "due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_buyers_put_off",
                table: "buyers",
                column: "put_off_since",
                filter: "put_off_since is not null");

            migrationBuilder.CreateIndex(
                name: "ix_brakes_put_off",
                table: "brakes",
                column: "put_off_since",
                filter: "put_off_since is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhook_events_put_off",
                table: "webhook_events");

            migrationBuilder.DropIndex(
                name: "ix_unreadable_transactions_put_off",
                table: "unreadable_transactions");

            migrationBuilder.DropIndex(
                name: "i_x_seats_community_id",
                table: "seats");

            migrationBuilder.DropIndex(
                name: "ix_seats_put_off",
                table: "seats");

            migrationBuilder.DropIndex(
                name: "ix_receiving_accounts_put_off",
                table: "receiving_accounts");

            migrationBuilder.DropIndex(
                name: "ix_payments_put_off",
                table: "payments");

            migrationBuilder.DropIndex(
                name: "i_x_one_time_codes_expires_at",
                table: "one_time_codes");

            migrationBuilder.DropIndex(
                name: "ix_notices_put_off",
                table: "notices");

            migrationBuilder.DropIndex(
                name: "ix_memberships_put_off",
                table: "memberships");

            migrationBuilder.DropIndex(
                name: "ix_communities_troubled",
                table: "communities");

            migrationBuilder.DropIndex(
                name: "ix_buyers_due",
                table: "buyers");

            migrationBuilder.DropIndex(
                name: "ix_buyers_put_off",
                table: "buyers");

            migrationBuilder.DropIndex(
                name: "ix_brakes_put_off",
                table: "brakes");

            migrationBuilder.DropColumn(
                name: "put_off_since",
                table: "webhook_events");

            migrationBuilder.DropColumn(
                name: "render_due_at",
                table: "webhook_events");

            migrationBuilder.DropColumn(
                name: "put_off_since",
                table: "unreadable_transactions");

            migrationBuilder.DropColumn(
                name: "put_off_since",
                table: "seats");

            migrationBuilder.DropColumn(
                name: "put_off_since",
                table: "receiving_accounts");

            migrationBuilder.DropColumn(
                name: "put_off_since",
                table: "payments");

            migrationBuilder.DropColumn(
                name: "put_off_since",
                table: "notices");

            migrationBuilder.DropColumn(
                name: "put_off_since",
                table: "memberships");

            migrationBuilder.DropColumn(
                name: "attempts",
                table: "buyers");

            migrationBuilder.DropColumn(
                name: "claim_id",
                table: "buyers");

            migrationBuilder.DropColumn(
                name: "claimed_until",
                table: "buyers");

            migrationBuilder.DropColumn(
                name: "due_at",
                table: "buyers");

            migrationBuilder.DropColumn(
                name: "put_off_since",
                table: "buyers");

            migrationBuilder.DropColumn(
                name: "put_off_since",
                table: "brakes");

            migrationBuilder.CreateIndex(
                name: "i_x_buyers_forgotten_at",
                table: "buyers",
                column: "forgotten_at",
                filter: "is_forgetting_unfinished");
        }
    }
}
