using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class PlacesAreEnteredByLinks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "invite_url",
                table: "seats",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "invited_at",
                table: "seats",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "entry_way",
                table: "communities",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "JOIN_REQUEST");

            migrationBuilder.AddColumn<string>(
                name: "invite_url",
                table: "communities",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "newcomer_rule",
                table: "communities",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "REPORT");

            migrationBuilder.CreateTable(
                name: "typed_forms",
                columns: table => new
                {
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    community_external_id = table.Column<string>(type: "text", nullable: true),
                    state_json = table.Column<string>(type: "text", nullable: false),
                    update_id = table.Column<string>(type: "text", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_typed_forms", x => new { x.platform, x.account_id });
                });

            migrationBuilder.CreateIndex(
                name: "i_x_typed_forms_asked_at",
                table: "typed_forms",
                column: "asked_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "typed_forms");

            migrationBuilder.DropColumn(
                name: "invite_url",
                table: "seats");

            migrationBuilder.DropColumn(
                name: "invited_at",
                table: "seats");

            migrationBuilder.DropColumn(
                name: "entry_way",
                table: "communities");

            migrationBuilder.DropColumn(
                name: "invite_url",
                table: "communities");

            migrationBuilder.DropColumn(
                name: "newcomer_rule",
                table: "communities");
        }
    }
}
