using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace HiltBot.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_attempts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seat_id = table.Column<Guid>(type: "uuid", nullable: false),
                    community_id = table.Column<Guid>(type: "uuid", nullable: false),
                    action = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: true),
                    is_counted = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_access_attempts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "account_sightings",
                columns: table => new
                {
                    account = table.Column<string>(type: "text", nullable: false),
                    signature = table.Column<string>(type: "text", nullable: false),
                    slot = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_account_sightings", x => new { x.account, x.signature });
                });

            migrationBuilder.CreateTable(
                name: "brakes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    community_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tripped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decision = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    times_asked = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_brakes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "buyer_accounts",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    buyer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    display = table.Column<string>(type: "text", nullable: false),
                    connected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_buyer_accounts", x => new { x.merchant_id, x.platform, x.account_id });
                });

            migrationBuilder.CreateTable(
                name: "buyer_wallets",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    buyer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_buyer_wallets", x => new { x.merchant_id, x.address });
                });

            migrationBuilder.CreateTable(
                name: "buyers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    display = table.Column<string>(type: "text", nullable: false),
                    blocked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    blocked_reason = table.Column<string>(type: "text", nullable: true),
                    forgotten_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_forgetting_unfinished = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_buyers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "communities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    alert_channel_id = table.Column<string>(type: "text", nullable: true),
                    bound_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    lost_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    rights_problem = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_communities", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "history",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    event_type = table.Column<string>(type: "text", nullable: false),
                    actor_type = table.Column<string>(type: "text", nullable: false),
                    actor_id = table.Column<string>(type: "text", nullable: true),
                    payload_json = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_history", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "inbound_updates",
                columns: table => new
                {
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    update_id = table.Column<string>(type: "text", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_inbound_updates", x => new { x.platform, x.update_id });
                });

            migrationBuilder.CreateTable(
                name: "installations",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    network = table.Column<string>(type: "text", nullable: false),
                    genesis_hash = table.Column<string>(type: "text", nullable: false),
                    business_offset_microseconds = table.Column<long>(type: "bigint", nullable: false),
                    heartbeat_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    doubt_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_installations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "leases",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    holder_id = table.Column<string>(type: "text", nullable: false),
                    held_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_leases", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "membership_periods",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    membership_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    tx_signature = table.Column<string>(type: "text", nullable: true),
                    amount_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    token_mint = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    period_start_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    period_end_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    activated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_membership_periods", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "memberships",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    buyer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    identity_type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    identity_value = table.Column<string>(type: "text", nullable: false),
                    identity_display = table.Column<string>(type: "text", nullable: true),
                    sibling = table.Column<string>(type: "text", nullable: false),
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    payer_wallet = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    current_period_start_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_period_start_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    current_period_end_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    grace_ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    grace_period_days = table.Column<int>(type: "integer", nullable: false),
                    reminder_offsets_days = table.Column<string>(type: "text", nullable: false),
                    anchor_day = table.Column<int>(type: "integer", nullable: true),
                    renewal_count = table.Column<int>(type: "integer", nullable: false),
                    latest_payment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    latest_tx_signature = table.Column<string>(type: "text", nullable: true),
                    last_reminder_sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    paused_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    end_cause = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    notice_for_end_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    notice_accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    notice_undeliverable_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    delivery_status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    delivery_last_error = table.Column<string>(type: "text", nullable: true),
                    metadata_json = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_memberships", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "merchants",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    payout_wallet = table.Column<string>(type: "text", nullable: true),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    terms_text = table.Column<string>(type: "text", nullable: true),
                    support_url = table.Column<string>(type: "text", nullable: true),
                    settings_json = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_merchants", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "notices",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    audience = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    buyer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    community_id = table.Column<Guid>(type: "uuid", nullable: true),
                    membership_id = table.Column<Guid>(type: "uuid", nullable: true),
                    period_end_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    facts_json = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    accepted_by = table.Column<string>(type: "text", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_notices", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "one_time_codes",
                columns: table => new
                {
                    code_hash = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: true),
                    buyer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_one_time_codes", x => x.code_hash);
                });

            migrationBuilder.CreateTable(
                name: "payments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    origin = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    failure_reason = table.Column<string>(type: "text", nullable: true),
                    nonce = table.Column<string>(type: "text", nullable: false),
                    reference = table.Column<string>(type: "text", nullable: false),
                    amount_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    merchant_amount_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    fee_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    token_mint = table.Column<string>(type: "text", nullable: false),
                    asset_symbol = table.Column<string>(type: "text", nullable: false),
                    asset_decimals = table.Column<int>(type: "integer", nullable: false),
                    merchant_wallet = table.Column<string>(type: "text", nullable: false),
                    receiving_account = table.Column<string>(type: "text", nullable: false),
                    fee_wallet = table.Column<string>(type: "text", nullable: false),
                    identity_type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    identity_value = table.Column<string>(type: "text", nullable: true),
                    identity_display = table.Column<string>(type: "text", nullable: true),
                    asked_on = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    buyer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    membership_id = table.Column<Guid>(type: "uuid", nullable: true),
                    return_url = table.Column<string>(type: "text", nullable: true),
                    terms_hash = table.Column<string>(type: "text", nullable: true),
                    terms_accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    billing_unit = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    billing_count = table.Column<int>(type: "integer", nullable: false),
                    billing_time_zone = table.Column<string>(type: "text", nullable: false),
                    billing_end_time = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    grace_period_days = table.Column<int>(type: "integer", nullable: false),
                    reminder_offsets_days = table.Column<string>(type: "text", nullable: false),
                    payer_wallet = table.Column<string>(type: "text", nullable: true),
                    named_signature = table.Column<string>(type: "text", nullable: true),
                    tx_signature = table.Column<string>(type: "text", nullable: true),
                    received_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    fee_owed_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    failed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    look_ups = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_payments", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "play_entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    signature = table.Column<string>(type: "text", nullable: false),
                    slot = table.Column<long>(type: "bigint", nullable: false),
                    account = table.Column<string>(type: "text", nullable: false),
                    wallet = table.Column<string>(type: "text", nullable: true),
                    token_mint = table.Column<string>(type: "text", nullable: true),
                    change_minor_units = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_play_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "play_transactions",
                columns: table => new
                {
                    slot = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    signature = table.Column<string>(type: "text", nullable: false),
                    block_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    payer_wallet = table.Column<string>(type: "text", nullable: false),
                    has_failed = table.Column<bool>(type: "boolean", nullable: false),
                    memo = table.Column<string>(type: "text", nullable: true),
                    references = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_play_transactions", x => x.slot);
                });

            migrationBuilder.CreateTable(
                name: "product_targets",
                columns: table => new
                {
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    target_id = table.Column<string>(type: "text", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    community_id = table.Column<Guid>(type: "uuid", nullable: false),
                    label = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_product_targets", x => new { x.product_id, x.platform, x.target_id });
                });

            migrationBuilder.CreateTable(
                name: "products",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    product_type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: true),
                    image_url = table.Column<string>(type: "text", nullable: true),
                    amount_minor_units = table.Column<long>(type: "bigint", nullable: true),
                    token_mint = table.Column<string>(type: "text", nullable: false),
                    asset_symbol = table.Column<string>(type: "text", nullable: false),
                    asset_decimals = table.Column<int>(type: "integer", nullable: false),
                    merchant_wallet = table.Column<string>(type: "text", nullable: false),
                    receiving_account = table.Column<string>(type: "text", nullable: false),
                    fee_basis_points = table.Column<int>(type: "integer", nullable: false),
                    delivery_type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    delivery_value = table.Column<string>(type: "text", nullable: true),
                    payments_max = table.Column<int>(type: "integer", nullable: true),
                    places_held = table.Column<int>(type: "integer", nullable: false),
                    membership_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    identity_type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    identity_required = table.Column<bool>(type: "boolean", nullable: false),
                    identity_label = table.Column<string>(type: "text", nullable: true),
                    allow_multiple_active = table.Column<bool>(type: "boolean", nullable: false),
                    renewal_mode = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    billing_unit = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    billing_count = table.Column<int>(type: "integer", nullable: false),
                    billing_time_zone = table.Column<string>(type: "text", nullable: false),
                    billing_end_time = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    grace_period_days = table.Column<int>(type: "integer", nullable: false),
                    reminder_offsets_days = table.Column<string>(type: "text", nullable: false),
                    found_rule = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    tip_presets_minor_units = table.Column<string>(type: "text", nullable: true),
                    terms_text = table.Column<string>(type: "text", nullable: true),
                    settings_json = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_products", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "receipts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    product_id = table.Column<Guid>(type: "uuid", nullable: true),
                    buyer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    tx_sig = table.Column<string>(type: "text", nullable: false),
                    document_json = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    ed25519_sig = table.Column<string>(type: "text", nullable: false),
                    key_id = table.Column<Guid>(type: "uuid", nullable: false),
                    schema_version = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_receipts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "receiving_accounts",
                columns: table => new
                {
                    address = table.Column<string>(type: "text", nullable: false),
                    wallet = table.Column<string>(type: "text", nullable: false),
                    token_mint = table.Column<string>(type: "text", nullable: false),
                    asset_symbol = table.Column<string>(type: "text", nullable: false),
                    asset_decimals = table.Column<int>(type: "integer", nullable: false),
                    cursor_slot = table.Column<long>(type: "bigint", nullable: true),
                    read_through_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    page_before = table.Column<string>(type: "text", nullable: true),
                    page_top_slot = table.Column<long>(type: "bigint", nullable: true),
                    page_top_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    failing_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dust_count = table.Column<long>(type: "bigint", nullable: false),
                    dust_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    watched_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_receiving_accounts", x => x.address);
                });

            migrationBuilder.CreateTable(
                name: "seats",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    buyer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    community_id = table.Column<Guid>(type: "uuid", nullable: false),
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    target_id = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    found = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    shown = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    intent = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    intent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    delivery_status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    exception = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    brake_id = table.Column<Guid>(type: "uuid", nullable: true),
                    audited_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_seats", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sim_access",
                columns: table => new
                {
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    target_id = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    since_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_sim_access", x => new { x.platform, x.target_id, x.account_id });
                });

            migrationBuilder.CreateTable(
                name: "sim_members",
                columns: table => new
                {
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    display = table.Column<string>(type: "text", nullable: false),
                    is_inside = table.Column<bool>(type: "boolean", nullable: false),
                    takes_messages = table.Column<bool>(type: "boolean", nullable: false),
                    may_manage = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_sim_members", x => new { x.platform, x.account_id });
                });

            migrationBuilder.CreateTable(
                name: "sim_messages",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    channel_id = table.Column<string>(type: "text", nullable: true),
                    only_for_account_id = table.Column<string>(type: "text", nullable: true),
                    author = table.Column<string>(type: "text", nullable: false),
                    body_json = table.Column<string>(type: "text", nullable: false),
                    notice_id = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_sim_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sim_places",
                columns: table => new
                {
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    bot_is_inside = table.Column<bool>(type: "boolean", nullable: false),
                    bot_may_manage = table.Column<bool>(type: "boolean", nullable: false),
                    is_deleted = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_sim_places", x => x.platform);
                });

            migrationBuilder.CreateTable(
                name: "staff",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    platform = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false),
                    display = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_staff", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "stored_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", nullable: false),
                    public_key = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_stored_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ticket_messages",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ticket_id = table.Column<Guid>(type: "uuid", nullable: false),
                    author_type = table.Column<string>(type: "text", nullable: false),
                    author_id = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_ticket_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tickets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    buyer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    subject = table.Column<string>(type: "text", nullable: false),
                    category = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    membership_id = table.Column<Guid>(type: "uuid", nullable: true),
                    receipt_id = table.Column<Guid>(type: "uuid", nullable: true),
                    context_json = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    resolved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_tickets", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "transfers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    signature = table.Column<string>(type: "text", nullable: false),
                    account = table.Column<string>(type: "text", nullable: false),
                    wallet = table.Column<string>(type: "text", nullable: false),
                    token_mint = table.Column<string>(type: "text", nullable: false),
                    amount_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    slot = table.Column<long>(type: "bigint", nullable: false),
                    block_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    payer_wallet = table.Column<string>(type: "text", nullable: true),
                    memo = table.Column<string>(type: "text", nullable: true),
                    verdict = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    concerns_payment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    excess_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    fee_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    allocated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_transfers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "watches",
                columns: table => new
                {
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account = table.Column<string>(type: "text", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_watches", x => new { x.product_id, x.account });
                });

            migrationBuilder.CreateTable(
                name: "webhook_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_type = table.Column<string>(type: "text", nullable: false),
                    source_type = table.Column<string>(type: "text", nullable: false),
                    source_id = table.Column<string>(type: "text", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: true),
                    payment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    membership_id = table.Column<Guid>(type: "uuid", nullable: true),
                    receipt_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ticket_id = table.Column<Guid>(type: "uuid", nullable: true),
                    facts_json = table.Column<string>(type: "text", nullable: false),
                    is_live = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    claim_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("p_k_webhook_events", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "i_x_access_attempts_community_id_at",
                table: "access_attempts",
                columns: new[] { "community_id", "at" },
                filter: "is_counted");

            migrationBuilder.CreateIndex(
                name: "i_x_access_attempts_seat_id_id",
                table: "access_attempts",
                columns: new[] { "seat_id", "id" });

            migrationBuilder.CreateIndex(
                name: "i_x_account_sightings_account_slot",
                table: "account_sightings",
                columns: new[] { "account", "slot" });

            migrationBuilder.CreateIndex(
                name: "i_x_brakes_community_id",
                table: "brakes",
                column: "community_id",
                unique: true,
                filter: "decision is null");

            migrationBuilder.CreateIndex(
                name: "ix_brakes_due",
                table: "brakes",
                column: "due_at",
                filter: "due_at is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_buyer_accounts_merchant_id_buyer_id_platform",
                table: "buyer_accounts",
                columns: new[] { "merchant_id", "buyer_id", "platform" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_buyer_accounts_platform_account_id",
                table: "buyer_accounts",
                columns: new[] { "platform", "account_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_buyer_wallets_merchant_id_buyer_id",
                table: "buyer_wallets",
                columns: new[] { "merchant_id", "buyer_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_buyers_forgotten_at",
                table: "buyers",
                column: "forgotten_at",
                filter: "is_forgetting_unfinished");

            migrationBuilder.CreateIndex(
                name: "i_x_communities_platform_external_id",
                table: "communities",
                columns: new[] { "platform", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_history_subject_subject_id_id",
                table: "history",
                columns: new[] { "subject", "subject_id", "id" });

            migrationBuilder.CreateIndex(
                name: "i_x_inbound_updates_received_at",
                table: "inbound_updates",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "i_x_membership_periods_membership_id_period_start_at",
                table: "membership_periods",
                columns: new[] { "membership_id", "period_start_at" },
                unique: true,
                filter: "revoked_at is null");

            migrationBuilder.CreateIndex(
                name: "i_x_membership_periods_payment_id",
                table: "membership_periods",
                column: "payment_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_memberships_merchant_id_buyer_id",
                table: "memberships",
                columns: new[] { "merchant_id", "buyer_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_memberships_merchant_id_created_at",
                table: "memberships",
                columns: new[] { "merchant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_memberships_merchant_id_product_id_identity_type_identity_v~",
                table: "memberships",
                columns: new[] { "merchant_id", "product_id", "identity_type", "identity_value", "sibling" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_memberships_due",
                table: "memberships",
                column: "due_at",
                filter: "due_at is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_notices_membership_id",
                table: "notices",
                column: "membership_id",
                filter: "membership_id is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_notices_merchant_id_key",
                table: "notices",
                columns: new[] { "merchant_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_notices_due",
                table: "notices",
                column: "due_at",
                filter: "due_at is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_payments_merchant_id_buyer_id",
                table: "payments",
                columns: new[] { "merchant_id", "buyer_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_payments_merchant_id_product_id_created_at",
                table: "payments",
                columns: new[] { "merchant_id", "product_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_payments_named_signature",
                table: "payments",
                column: "named_signature",
                filter: "named_signature is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_payments_nonce",
                table: "payments",
                column: "nonce",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_payments_receiving_account",
                table: "payments",
                column: "receiving_account",
                filter: "status in ('PENDING_SIGNATURE', 'PENDING_CONFIRMATION')");

            migrationBuilder.CreateIndex(
                name: "i_x_payments_reference",
                table: "payments",
                column: "reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payments_due",
                table: "payments",
                column: "due_at",
                filter: "due_at is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_play_entries_account_slot",
                table: "play_entries",
                columns: new[] { "account", "slot" });

            migrationBuilder.CreateIndex(
                name: "i_x_play_entries_signature",
                table: "play_entries",
                column: "signature");

            migrationBuilder.CreateIndex(
                name: "i_x_play_transactions_signature",
                table: "play_transactions",
                column: "signature",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_product_targets_merchant_id_platform_target_id",
                table: "product_targets",
                columns: new[] { "merchant_id", "platform", "target_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_products_merchant_id_created_at",
                table: "products",
                columns: new[] { "merchant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_products_slug",
                table: "products",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_receipts_merchant_id_buyer_id",
                table: "receipts",
                columns: new[] { "merchant_id", "buyer_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_receipts_merchant_id_tx_sig",
                table: "receipts",
                columns: new[] { "merchant_id", "tx_sig" });

            migrationBuilder.CreateIndex(
                name: "i_x_receipts_payment_id",
                table: "receipts",
                column: "payment_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_receiving_accounts_wallet",
                table: "receiving_accounts",
                column: "wallet");

            migrationBuilder.CreateIndex(
                name: "ix_receiving_accounts_due",
                table: "receiving_accounts",
                column: "due_at",
                filter: "due_at is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_seats_audited_at",
                table: "seats",
                column: "audited_at");

            migrationBuilder.CreateIndex(
                name: "i_x_seats_brake_id",
                table: "seats",
                column: "brake_id",
                filter: "brake_id is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_seats_community_id_shown",
                table: "seats",
                columns: new[] { "community_id", "shown" });

            migrationBuilder.CreateIndex(
                name: "i_x_seats_merchant_id_buyer_id",
                table: "seats",
                columns: new[] { "merchant_id", "buyer_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_seats_platform_account_id",
                table: "seats",
                columns: new[] { "platform", "account_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_seats_platform_target_id_account_id",
                table: "seats",
                columns: new[] { "platform", "target_id", "account_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_seats_due",
                table: "seats",
                column: "due_at",
                filter: "due_at is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_sim_messages_notice_id",
                table: "sim_messages",
                column: "notice_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_sim_messages_platform_channel_id_id",
                table: "sim_messages",
                columns: new[] { "platform", "channel_id", "id" });

            migrationBuilder.CreateIndex(
                name: "i_x_staff_merchant_id_platform_account_id",
                table: "staff",
                columns: new[] { "merchant_id", "platform", "account_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_staff_platform_account_id",
                table: "staff",
                columns: new[] { "platform", "account_id" });

            migrationBuilder.CreateIndex(
                name: "i_x_stored_keys_purpose",
                table: "stored_keys",
                column: "purpose",
                unique: true,
                filter: "retired_at is null");

            migrationBuilder.CreateIndex(
                name: "i_x_ticket_messages_ticket_id_created_at",
                table: "ticket_messages",
                columns: new[] { "ticket_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_tickets_merchant_id_status_updated_at",
                table: "tickets",
                columns: new[] { "merchant_id", "status", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "i_x_transfers_account_slot",
                table: "transfers",
                columns: new[] { "account", "slot" });

            migrationBuilder.CreateIndex(
                name: "i_x_transfers_concerns_payment_id",
                table: "transfers",
                column: "concerns_payment_id",
                filter: "concerns_payment_id is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_transfers_payment_id",
                table: "transfers",
                column: "payment_id",
                filter: "payment_id is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_transfers_signature_account",
                table: "transfers",
                columns: new[] { "signature", "account" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_watches_account",
                table: "watches",
                column: "account");

            migrationBuilder.CreateIndex(
                name: "i_x_watches_merchant_id_account",
                table: "watches",
                columns: new[] { "merchant_id", "account" });

            migrationBuilder.CreateIndex(
                name: "i_x_webhook_events_membership_id",
                table: "webhook_events",
                column: "membership_id",
                filter: "membership_id is not null");

            migrationBuilder.CreateIndex(
                name: "i_x_webhook_events_merchant_id_event_type_source_id",
                table: "webhook_events",
                columns: new[] { "merchant_id", "event_type", "source_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "i_x_webhook_events_payment_id",
                table: "webhook_events",
                column: "payment_id",
                filter: "payment_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_events_due",
                table: "webhook_events",
                column: "due_at",
                filter: "due_at is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_attempts");

            migrationBuilder.DropTable(
                name: "account_sightings");

            migrationBuilder.DropTable(
                name: "brakes");

            migrationBuilder.DropTable(
                name: "buyer_accounts");

            migrationBuilder.DropTable(
                name: "buyer_wallets");

            migrationBuilder.DropTable(
                name: "buyers");

            migrationBuilder.DropTable(
                name: "communities");

            migrationBuilder.DropTable(
                name: "history");

            migrationBuilder.DropTable(
                name: "inbound_updates");

            migrationBuilder.DropTable(
                name: "installations");

            migrationBuilder.DropTable(
                name: "leases");

            migrationBuilder.DropTable(
                name: "membership_periods");

            migrationBuilder.DropTable(
                name: "memberships");

            migrationBuilder.DropTable(
                name: "merchants");

            migrationBuilder.DropTable(
                name: "notices");

            migrationBuilder.DropTable(
                name: "one_time_codes");

            migrationBuilder.DropTable(
                name: "payments");

            migrationBuilder.DropTable(
                name: "play_entries");

            migrationBuilder.DropTable(
                name: "play_transactions");

            migrationBuilder.DropTable(
                name: "product_targets");

            migrationBuilder.DropTable(
                name: "products");

            migrationBuilder.DropTable(
                name: "receipts");

            migrationBuilder.DropTable(
                name: "receiving_accounts");

            migrationBuilder.DropTable(
                name: "seats");

            migrationBuilder.DropTable(
                name: "sim_access");

            migrationBuilder.DropTable(
                name: "sim_members");

            migrationBuilder.DropTable(
                name: "sim_messages");

            migrationBuilder.DropTable(
                name: "sim_places");

            migrationBuilder.DropTable(
                name: "staff");

            migrationBuilder.DropTable(
                name: "stored_keys");

            migrationBuilder.DropTable(
                name: "ticket_messages");

            migrationBuilder.DropTable(
                name: "tickets");

            migrationBuilder.DropTable(
                name: "transfers");

            migrationBuilder.DropTable(
                name: "watches");

            migrationBuilder.DropTable(
                name: "webhook_events");
        }
    }
}
