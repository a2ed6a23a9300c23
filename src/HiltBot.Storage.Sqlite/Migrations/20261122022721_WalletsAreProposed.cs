using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class WalletsAreProposed : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "proposed_wallet",
                table: "merchants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "proposed_wallet_at",
                table: "merchants",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "proposed_wallet",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "proposed_wallet_at",
                table: "merchants");
        }
    }
}
