using System.Security.Cryptography;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Storage;

/// <summary>
/// Signing and protection keys: rows with an id each, sealed with the master key (rule 10). Read once at
/// start; a node that cannot open them does not start.
/// </summary>
public sealed class KeyRing(MasterKey masterKey, TimeProvider time)
{
    private readonly Dictionary<KeyId, byte[]> opened = [];
    private readonly Dictionary<KeyPurpose, KeyId> active = [];

    /// <summary>The key that signs or protects now: 32 bytes.</summary>
    public (KeyId Id, byte[] Secret) Active(KeyPurpose purpose) => (active[purpose], opened[active[purpose]]);

    /// <summary>
    /// The key that signs now, asked for where something is signed: another node may have retired the one that this
    /// node read at its start.
    /// </summary>
    public async Task<(KeyId Id, byte[] Secret)> ActiveAsync(
        HiltDb db, KeyPurpose purpose, CancellationToken cancellationToken)
    {
        var row = await db.StoredKeys.AsNoTracking()
            .SingleAsync(key => key.Purpose == purpose && key.RetiredAt == null, cancellationToken);
        return (row.Id, masterKey.Open(row.Sealed));
    }

    /// <summary>
    /// Retires the key that signs and puts a fresh one in its place. What the old one signed stays valid: its public
    /// half stays published (rule 10).
    /// </summary>
    internal async Task<KeyId> RotateAsync(HiltDb db, KeyPurpose purpose, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await db.StoredKeys.Where(key => key.Purpose == purpose && key.RetiredAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(key => key.RetiredAt, now), cancellationToken);
        await MakeWhenMissingAsync(db, purpose, cancellationToken);
        return await db.StoredKeys.Where(key => key.Purpose == purpose && key.RetiredAt == null)
            .Select(key => key.Id).SingleAsync(cancellationToken);
    }

    /// <summary>A key by its id, retired ones included; null when there is none.</summary>
    public byte[]? Find(KeyId id) => opened.GetValueOrDefault(id);

    /// <summary>Opens every key, and makes the ones that an empty database lacks.</summary>
    /// <exception cref="StoreInUseException">The master key is not the one that sealed them.</exception>
    public async Task OpenAsync(Work work, CancellationToken cancellationToken)
    {
        var rows = await work.RunAsync(
            async db =>
            {
                foreach (var purpose in Enum.GetValues<KeyPurpose>())
                {
                    await MakeWhenMissingAsync(db, purpose, cancellationToken);
                }

                return await db.StoredKeys.AsNoTracking().ToListAsync(cancellationToken);
            },
            cancellationToken);
        foreach (var row in rows)
        {
            opened[row.Id] = masterKey.Open(row.Sealed);
            if (row.RetiredAt is null)
            {
                active[row.Purpose] = row.Id;
            }
        }
    }

    private async Task MakeWhenMissingAsync(
        HiltDb db, KeyPurpose purpose, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var secret = RandomNumberGenerator.GetBytes(32);
        var publicKey = purpose == KeyPurpose.Receipt
            ? Convert.ToBase64String(Signatures.PublicKeyOf(secret))
            : null;
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into stored_keys (id, purpose, sealed, public_key, created_at)
            values ({KeyId.New(now).Value}, {EnumText.Of(purpose)}, {masterKey.Seal(secret)}, {publicKey},
                {db.Dialect.Parameter(now)})
            on conflict do nothing
            """,
            cancellationToken);
    }
}
