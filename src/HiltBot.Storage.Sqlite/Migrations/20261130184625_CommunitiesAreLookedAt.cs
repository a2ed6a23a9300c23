using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HiltBot.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class CommunitiesAreLookedAt : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "private_channel_id",
                table: "communities",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "rights_due_at",
                table: "communities",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "survey_due_at",
                table: "communities",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "i_x_communities_rights_due_at",
                table: "communities",
                column: "rights_due_at",
                filter: "rights_due_at is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_communities_survey_due_at",
                table: "communities",
                column: "survey_due_at",
                filter: "survey_due_at is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "i_x_communities_rights_due_at",
                table: "communities");

            migrationBuilder.DropIndex(
                name: "i_x_communities_survey_due_at",
                table: "communities");

            migrationBuilder.DropColumn(
                name: "private_channel_id",
                table: "communities");

            migrationBuilder.DropColumn(
                name: "rights_due_at",
                table: "communities");

            migrationBuilder.DropColumn(
                name: "survey_due_at",
                table: "communities");
        }
    }
}
