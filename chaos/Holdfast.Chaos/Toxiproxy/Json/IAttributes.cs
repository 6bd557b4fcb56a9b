namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>Attributes of a toxic as they were given; null if one was not given.</summary>
internal interface IAttributes
{
    /// <summary>A 64-bit integer.</summary>
    long? Whole(string name);

    /// <summary>A number that may have a fraction.</summary>
    double? Fraction(string name);

    /// <summary>A text.</summary>
    string? Text(string name);
}
