using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HiltBot.Web.Pdf;

/// <summary>Objects with their places, as a PDF file is (PDF 32000-1, 7.5). The same objects give the same bytes.</summary>
internal sealed class PdfFile
{
    private readonly List<byte[]?> objects = [];

    /// <summary>Takes a number for an object that is written later.</summary>
    public int Reserve()
    {
        objects.Add(null);
        return objects.Count;
    }

    public int Add(string value)
    {
        var number = Reserve();
        Set(number, value);
        return number;
    }

    public void Set(int number, string value) => objects[number - 1] = Encoding.ASCII.GetBytes(value);

    /// <param name="entries">Of its dictionary, beside length and filter.</param>
    public int AddStream(string entries, byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(content);
        }

        return AddRaw($"{entries} /Filter /FlateDecode", packed.ToArray());
    }

    /// <summary>Without packing: readers that look for metadata do not unpack.</summary>
    public int AddRaw(string entries, byte[] content)
    {
        var number = Reserve();
        objects[number - 1] =
        [
            .. Encoding.ASCII.GetBytes($"<< {entries} /Length {content.Length} >>\nstream\n"), .. content,
            .. "\nendstream"u8,
        ];
        return number;
    }

    /// <param name="id">32 hexadecimal digits that tell this document from others.</param>
    public byte[] Save(int catalog, int info, string id)
    {
        using var file = new MemoryStream();
        var places = new List<long>();

        // Four bytes above 127 tell programs that move files that this is no text.
        file.Write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n"u8);
        for (var number = 1; number <= objects.Count; number++)
        {
            places.Add(file.Length);
            Write(file, $"{number} 0 obj\n");
            file.Write(objects[number - 1] ?? throw new InvalidOperationException($"Object {number} was not written."));
            Write(file, "\nendobj\n");
        }

        var start = file.Length;
        Write(file, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
        {
            Write(file, place.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n");
        }

        Write(file,
            $"trailer\n<< /Size {objects.Count + 1} /Root {catalog} 0 R /Info {info} 0 R /ID [<{id}> <{id}>] >>\n" +
            $"startxref\n{start}\n%%EOF\n");
        return file.ToArray();
    }

    /// <summary>A text outside of pages: UTF-16, so that every script is kept.</summary>
    public static string Text(string text) =>
        $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static void Write(Stream file, string text) => file.Write(Encoding.ASCII.GetBytes(text));
}
