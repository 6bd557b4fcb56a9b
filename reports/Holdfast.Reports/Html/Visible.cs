using Microsoft.AspNetCore.Components;

namespace Holdfast.Reports.Html;

/// <summary>Text of others as page content: encoded by the framework, with what was invisible set apart.</summary>
internal static class Visible
{
    public static RenderFragment Text(string? text) => Fragment(text ?? "", octets: false);

    public static RenderFragment Octets(string octets) => Fragment(octets, octets: true);

    private static RenderFragment Fragment(string text, bool octets) => builder =>
    {
        foreach (var run in VisibleText.Runs(text, octets))
        {
            if (!run.IsEscape)
            {
                builder.AddContent(0, run.Text);
                continue;
            }

            builder.OpenElement(1, "i");
            builder.AddContent(2, run.Text);
            builder.CloseElement();
        }
    };
}
