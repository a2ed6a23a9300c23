using System.Text;
using HiltBot.TestKit;
using HiltBot.Web.Pdf;
using HiltBot.Web.Receipts;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Receipts;

/// <summary>A PDF receipt is a sound file, says who paid whom what for what, and loses no letter silently.</summary>
public sealed class ReceiptsOnPaperTests
{
    [Fact]
    public async Task Paper_says_who_paid_whom_what_for_what_and_how_to_check_it()
    {
        await using var shop = await ReceiptShop.OpenAsync(title: "Caf\u00e9 \u2013 (10 \u20ac \\ month)");
        var receipt = await shop.BuyAsync();
        var id = receipt.GetProperty("receipt_id").GetString()!;
        var (content, type) = await shop.FileAsync($"/v1/receipt/{id}/pdf");
        Assert.Equal("application/pdf", type);
        var pdf = PdfReader.Read(content);
        var text = pdf.Text.ReplaceLineEndings(string.Empty);
        foreach (var said in (string[])
                 [
                     "Harbor House", "Caf\u00e9 \u2013 (10 \u20ac \\ month)", "29.00 USDC", "PLAY MONEY",
                     FakeChain.Wallet("harbor"), ReceiptShop.Payer, receipt.GetProperty("tx_sig").GetString()!, id,
                     receipt.GetProperty("receipt_hash").GetString()!, receipt.GetProperty("ed25519_sig").GetString()!,
                     "2 Mar 2026, 09:30 UTC to 1 Apr 2026", "UTC", "/.well-known/hiltbot-receipt-keys.json",
                 ])
        {
            Assert.Contains(said, text, StringComparison.Ordinal);
        }

        Assert.Contains("/Lang (en)", pdf.Catalog, StringComparison.Ordinal);
        Assert.Contains("/DisplayDocTitle true", pdf.Catalog, StringComparison.Ordinal);
        Assert.Equal("Receipt: Caf\u00e9 \u2013 (10 \u20ac \\ month)", PdfReader.Name(pdf.Info, "Title"));
        Assert.Equal("Harbor House", PdfReader.Name(pdf.Info, "Author"));
        Assert.Contains(
            "<dc:title>", Encoding.UTF8.GetString(pdf.Stream(pdf.ObjectOf("Metadata", pdf.Catalog))), StringComparison.Ordinal);
        var page = Assert.Single(pdf.Pages);
        Assert.Matches(@"/Annots \[\d+ 0 R\]", page);
        Assert.Contains($"/receipt/{id}) >>", Encoding.Latin1.GetString(content), StringComparison.Ordinal);
        Assert.Equal(content, (await shop.FileAsync($"/v1/receipt/{id}/pdf")).Content);
    }

    [Fact]
    public async Task Invoice_notes_stand_on_the_private_paper_only()
    {
        await using var shop = await ReceiptShop.OpenAsync();
        var receipt = await shop.BuyAsync();
        var path = $"/v1/receipt/{receipt.GetProperty("receipt_id").GetString()}";
        var notes = string.Join('\n', Enumerable.Range(1, 40).Select(line => $"Line {line} of it"));
        (await shop.Owner.PatchAsync(
            $"{path}/invoice-metadata", new { invoice_number = "RE-7", customer_name = "Ana Example", notes })).Expect(200);
        var open = PdfReader.Read((await shop.FileAsync($"{path}/pdf")).Content);
        Assert.DoesNotContain("RE-7", open.Text, StringComparison.Ordinal);
        var own = PdfReader.Read((await shop.FileAsync($"{path}/pdf/private", shop.Owner)).Content);
        Assert.Equal(2, own.Pages.Count);
        Assert.Contains("RE-7", own.Text, StringComparison.Ordinal);
        Assert.Contains("Ana Example", own.Text, StringComparison.Ordinal);
        Assert.Contains("Line 40 of it", own.Text, StringComparison.Ordinal);
        Assert.Contains("2 / 2", own.Text, StringComparison.Ordinal);
        Assert.Contains("Check this receipt", own.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_that_no_font_has_are_replaced_where_everybody_sees_it()
    {
        await using var shop = await ReceiptShop.OpenAsync(title: "\u041a\u043b\u0443\u0431 \ud83d\ude00 one");
        var receipt = await shop.BuyAsync();
        var (content, _) = await shop.FileAsync($"/v1/receipt/{receipt.GetProperty("receipt_id").GetString()}/pdf");
        var pdf = PdfReader.Read(content);
        Assert.Contains("???? ? one", pdf.Text, StringComparison.Ordinal);
        Assert.Equal("Receipt: \u041a\u043b\u0443\u0431 \ud83d\ude00 one", PdfReader.Name(pdf.Info, "Title"));
        Assert.Null(pdf.Wide(pdf.Pages[0]));
    }

    [Theory]
    [InlineData("\u041a\u043b\u0443\u0431 \u65e5\u672c")]
    [InlineData("\u041a\u043b\u0443\u0431 \ud83d\ude00")]
    public async Task Other_scripts_stand_in_the_font_that_is_configured_and_can_be_read_back(string title)
    {
        using var folder = new Folder();
        var path = Path.Combine(folder.Path, "font.ttf");
        await File.WriteAllBytesAsync(path, TinyFont.Of($"{title} \u0416"));
        await using var shop = await ReceiptShop.OpenAsync(
            services => services.Configure<ReceiptOptions>(receipts => receipts.FontFile = path), $"{title} and A");
        var receipt = await shop.BuyAsync();
        var pdf = PdfReader.Read(
            (await shop.FileAsync($"/v1/receipt/{receipt.GetProperty("receipt_id").GetString()}/pdf")).Content);
        Assert.Contains($"{title} and A", pdf.Text, StringComparison.Ordinal);

        var (font, meanings) = pdf.Wide(pdf.Pages[0])!.Value;
        Assert.Equal(title.EnumerateRunes().Select(rune => rune.ToString()).ToHashSet(), meanings.Values.ToHashSet());
        var descendant = pdf.Object(int.Parse(
            System.Text.RegularExpressions.Regex.Match(font, @"DescendantFonts \[(\d+)").Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("/CIDToGIDMap /Identity", descendant, StringComparison.Ordinal);
        var embedded = pdf.Stream(pdf.ObjectOf("FontFile2", pdf.ObjectOf("FontDescriptor", descendant)));
        Assert.Equal(0x00010000, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(embedded));
    }

    [Fact]
    public void A_subset_has_the_outlines_of_its_letters_and_of_their_parts()
    {
        var whole = new TrueTypeFont(TinyFont.Of("\u0416\u043b\u044f\u0431"));
        var last = whole.GlyphOf('\u044f')!.Value;
        var subset = FontSubset.Of(whole, [last]);
        var outlines = Enumerable.Range(0, whole.GlyphCount).Select(glyph => whole.Outline(glyph).ToArray()).ToList();
        var read = new TrueTypeFont([.. WithMap(subset)]);
        Assert.Equal(whole.GlyphCount, read.GlyphCount);
        Assert.Equal(600, read.WidthOf(last));
        for (var glyph = 0; glyph < whole.GlyphCount; glyph++)
        {
            // Outlines of a subset are filled up to four bytes.
            Assert.Equal(
                glyph == last || glyph == 1 ? outlines[glyph] : [],
                read.Outline(glyph)[..Math.Min(outlines[glyph].Length, read.Outline(glyph).Length)].ToArray());
        }
    }

    [Fact]
    public void A_font_file_that_cannot_be_used_says_why()
    {
        using var folder = new Folder();
        var path = Path.Combine(folder.Path, "font");
        foreach (var (bytes, why) in ((byte[], string)[])
                 [
                     ([], "cut off"), ([1, 2, 3, 4, 5, 6], "no TrueType font"), ([.. "OTTO"u8, 0, 0], "PostScript"),
                     ([.. "ttcf"u8, 0, 0], "collection"), (TinyFont.Of("ab")[..200], "cut off"),
                     ([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "no table"),
                 ])
        {
            File.WriteAllBytes(path, bytes);
            Assert.Contains(why, ReceiptOptions.FontProblem(path), StringComparison.Ordinal);
        }

        Assert.Contains("cannot be read", ReceiptOptions.FontProblem(Path.Combine(folder.Path, "none")), StringComparison.Ordinal);
        File.WriteAllBytes(path, TinyFont.Of("ab"));
        Assert.Null(ReceiptOptions.FontProblem(path));
    }

    // A subset for a PDF has no map of characters; to be read as a font here it gets one.
    private static byte[] WithMap(byte[] subset)
    {
        var names = System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(subset.AsSpan(4));
        var file = new List<byte>(subset[..12]);
        file[5] = (byte)(names + 1);
        for (var place = 0; place < names; place++)
        {
            var entry = subset.AsSpan(12 + 16 * place, 16).ToArray();
            var offset = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(entry.AsSpan(8)) + 16;
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(8), offset);
            file.AddRange(entry);
        }

        byte[] map = [0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0];
        var at = subset.Length + 16;
        file.AddRange([.. "cmap"u8, 0, 0, 0, 0, (byte)(at >> 24), (byte)(at >> 16), (byte)((at >> 8) & 0xff), (byte)(at & 0xff), 0, 0, 0, 28]);
        file.AddRange(subset[(12 + 16 * names)..]);
        file.AddRange(map);
        return [.. file];
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("hiltbot-font-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
