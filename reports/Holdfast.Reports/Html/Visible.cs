using Holdfast.Reports.Wording;
using Microsoft.AspNetCore.Components;

namespace Holdfast.Reports.Html;

/// <summary>Text of others as page content: encoded by the framework, with what was invisible set apart.</summary>
internal static class Visible
{
    public static RenderFragment Text(string? text) => Fragment(text ?? "", bytes: false);

    public static RenderFragment Bytes(string bytes) => Fragment(bytes, bytes: true);

    private static RenderFragment Fragment(string text, bool bytes) => builder =>
    {
        foreach (var run in VisibleText.Runs(text, bytes))
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
