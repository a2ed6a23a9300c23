using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Sqlite.Migrations
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "invited_at",
                table: "seats",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "entry_way",
                table: "communities",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "JOIN_REQUEST");

            migrationBuilder.AddColumn<string>(
                name: "invite_url",
                table: "communities",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "newcomer_rule",
                table: "communities",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "REPORT");

            migrationBuilder.CreateTable(
                name: "typed_forms",
                columns: table => new
                {
                    platform = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    account_id = table.Column<string>(type: "TEXT", nullable: false),
                    community_external_id = table.Column<string>(type: "TEXT", nullable: true),
                    state_json = table.Column<string>(type: "TEXT", nullable: false),
                    update_id = table.Column<string>(type: "TEXT", nullable: false),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false)
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
