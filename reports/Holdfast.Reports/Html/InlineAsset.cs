using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Holdfast.Reports.Html;

/// <summary>A style sheet or script inside the page, with the hash by which the content security policy allows only this one.</summary>
internal sealed class InlineAsset
{
    public static readonly InlineAsset Style = new("report.css");
    public static readonly InlineAsset Script = new("report.js");

    // Content Security Policy Level 3, 4.2.3: inline code runs when its hash is listed; everything else stays refused.
    public static readonly string Policy =
        $"default-src 'none'; style-src {Style.Source}; script-src {Script.Source}; base-uri 'none'; form-action 'none'";

    private InlineAsset(string name)
    {
        using var stream = typeof(InlineAsset).Assembly.GetManifestResourceStream($"Holdfast.Reports.Html.Assets.{name}")!;
        using var reader = new StreamReader(stream);

        // The hash is over what the parser sees, and it reads every line end as a line feed.
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        Content = (MarkupString)text;
        Source = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
    }

    public MarkupString Content { get; }

    public string Source { get; }
}
