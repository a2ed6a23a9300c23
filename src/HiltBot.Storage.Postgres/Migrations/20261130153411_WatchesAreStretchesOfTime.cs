using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class WatchesAreStretchesOfTime : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "p_k_watches",
                table: "watches");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "since",
                table: "watches",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "happened_at",
                table: "access_attempts",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddPrimaryKey(
                name: "p_k_watches",
                table: "watches",
                columns: new[] { "product_id", "account", "since" });

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
                name: "i_x_watches_product_id_account",
                table: "watches",
                columns: new[] { "product_id", "account" },
                unique: true,
                filter: "until is null");

            // A product has sold into its account since it was made; what was done at a platform before is told by the
            // clock that it was written down by.
            migrationBuilder.Sql(
                "update watches set since = coalesce((select created_at from products where products.id = watches.product_id), since)");
            migrationBuilder.Sql("update access_attempts set happened_at = at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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

            migrationBuilder.DropColumn(
                name: "since",
                table: "watches");

            migrationBuilder.DropColumn(
                name: "happened_at",
                table: "access_attempts");

            migrationBuilder.AddPrimaryKey(
                name: "p_k_watches",
                table: "watches",
                columns: new[] { "product_id", "account" });
        }
    }
}
