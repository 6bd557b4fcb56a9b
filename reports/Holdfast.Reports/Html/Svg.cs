using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Holdfast.Reports.Html;

/// <summary>The common parts of a case's pictures.</summary>
internal static class Svg
{
    public static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    // Razor keeps the element name 'text' for itself.
    public static RenderFragment Words(double x, double y, string anchor, string words) => builder =>
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", N(x));
        builder.AddAttribute(2, "y", N(y));
        builder.AddAttribute(3, "text-anchor", anchor);
        builder.AddContent(4, words);
        builder.CloseElement();
    };

    /// <summary>The faults behind a picture of that height.</summary>
    public static RenderFragment Bands(IEnumerable<FaultBand> bands, double height) => builder =>
    {
        foreach (var band in bands)
        {
            builder.OpenElement(0, "rect");
            builder.AddAttribute(1, "class", band.Class);
            builder.AddAttribute(2, "x", N(band.X));
            builder.AddAttribute(3, "y", "0");
            builder.AddAttribute(4, "width", N(band.Width));
            builder.AddAttribute(5, "height", N(height));
            builder.OpenElement(6, "title");
            builder.AddContent(7, band.Words);
            builder.CloseElement();
            builder.CloseElement();
        }
    };

    /// <summary>A ruler below a picture: the round times, and a line up to its top for each.</summary>
    public static RenderFragment Ruler(TimeAxis axis, double height) => builder =>
    {
        builder.OpenElement(0, "path");
        builder.AddAttribute(1, "class", "grid");
        builder.AddAttribute(2, "d", string.Concat(axis.Ticks.Select(tick => $"M{N(axis.X(tick))} 0V{N(height)}")));
        builder.CloseElement();
        foreach (var tick in axis.Ticks)
        {
            var x = axis.X(tick);
            builder.AddContent(3,
                Words(x, height + 16, x > TimeAxis.Width - 30 ? "end" : tick == 0 ? "start" : "middle", Wording.Quantity.Duration(tick)));
        }
    };
}
