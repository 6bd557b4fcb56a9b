namespace Holdfast.Cli.Help;

/// <summary>Breaks text into lines between words.</summary>
internal static class Lines
{
    /// <summary>The width of the narrowest usual terminal, also used for logs.</summary>
    public const int Width = 80;

    /// <summary>Lines of at most <paramref name="width"/> characters; a longer word gets its own line.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width = Width)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' '))
        {
            if (lines is [.., var last] && last.Length + 1 + word.Length <= width)
            {
                lines[^1] = $"{last} {word}";
            }
            else
            {
                lines.Add(word);
            }
        }

        return lines;
    }

    /// <summary>Writes a blank line and the text, wrapped.</summary>
    public static void Paragraph(this TextWriter output, string text)
    {
        output.WriteLine();
        output.WriteWrapped(text);
    }

    /// <summary>Writes the text, wrapped.</summary>
    public static void WriteWrapped(this TextWriter output, string text)
    {
        foreach (var line in Wrap(text))
        {
            output.WriteLine(line);
        }
    }

    /// <summary>Two columns: a long text in the left column gets its own line, and the right column is wrapped.</summary>
    public static IEnumerable<string> Columns(string left, string right, int leftWidth)
    {
        var lines = Wrap(right, Width - leftWidth);
        var fits = left.Length < leftWidth;
        return [.. fits ? [] : new[] { left },
            .. lines.Select((line, index) => $"{(fits && index == 0 ? left : "").PadRight(leftWidth)}{line}")];
    }
}
