using System.Globalization;
using System.Security;
using System.Text;

namespace HiltBot.Web.Pdf;

/// <param name="Seed">32 hexadecimal digits: the same document has the same.</param>
internal sealed record PdfTitle(string Title, string Author, string Subject, DateTimeOffset CreatedAt, string Seed);

/// <summary>Pages, fonts and what readers and machines want to know of a document: title, author, language.</summary>
internal sealed class PdfDocument(TrueTypeFont? wide)
{
    private const string Language = "en";
    private const string Maker = "HiltBot";

    private readonly List<PdfPage> pages = [];

    public PdfFonts Fonts { get; } = new(wide);

    public IReadOnlyList<PdfPage> Pages => pages;

    public PdfPage AddPage()
    {
        var page = new PdfPage(Fonts);
        pages.Add(page);
        return page;
    }

    public byte[] Save(PdfTitle title)
    {
        var file = new PdfFile();
        var (catalog, tree) = (file.Reserve(), file.Reserve());
        var resources = Fonts.Write(file);
        var numbers = pages.ConvertAll(page => $"{page.Add(file, tree, resources)} 0 R");
        file.Set(tree, $"<< /Type /Pages /Kids [{string.Join(' ', numbers)}] /Count {pages.Count} >>");
        var metadata = file.AddRaw("/Type /Metadata /Subtype /XML", Encoding.UTF8.GetBytes(Xmp(title)));
        file.Set(
            catalog,
            $"<< /Type /Catalog /Pages {tree} 0 R /Lang ({Language}) /Metadata {metadata} 0 R " +
            "/ViewerPreferences << /DisplayDocTitle true >> >>");
        var at = title.CreatedAt.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var info = file.Add(
            $"<< /Title {PdfFile.Text(title.Title)} /Author {PdfFile.Text(title.Author)} /Subject " +
            $"{PdfFile.Text(title.Subject)} /Creator ({Maker}) /Producer ({Maker}) /CreationDate (D:{at}Z) /ModDate (D:{at}Z) >>");
        return file.Save(catalog, info, title.Seed);
    }

    private static string Xmp(PdfTitle title)
    {
        var at = title.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"""
            <?xpacket begin="{'\ufeff'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{Clean(title.Title)}</rdf:li></rdf:Alt></dc:title>
            <dc:creator><rdf:Seq><rdf:li>{Clean(title.Author)}</rdf:li></rdf:Seq></dc:creator>
            <dc:language><rdf:Bag><rdf:li>{Language}</rdf:li></rdf:Bag></dc:language>
            <xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate><xmp:CreatorTool>{Maker}</xmp:CreatorTool>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end="r"?>
            """;
    }

    private static string Clean(string text) =>
        SecurityElement.Escape(string.Concat(text.EnumerateRunes().Where(rune => !Rune.IsControl(rune)))) ?? string.Empty;
}
