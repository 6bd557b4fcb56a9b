namespace Holdfast.Cli.Cases;

/// <summary>Text in paragraphs of a terminal's width.</summary>
internal static class Prose
{
    /// <summary>Lines end here: the narrowest terminal that people still use.</summary>
    private const int Width = 80;

    /// <summary>Writes an empty line and the text behind it.</summary>
    public static void Paragraph(TextWriter output, string text)
    {
        output.WriteLine();
        Lines(output, text);
    }

    /// <summary>Writes the text.</summary>
    public static void Lines(TextWriter output, string text)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length + 1 > Width && line.Length > 0)
            {
                output.WriteLine(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        output.WriteLine(line);
    }
}
