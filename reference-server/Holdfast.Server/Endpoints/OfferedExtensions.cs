namespace Holdfast.Server.Endpoints;

/// <summary>The value of Tus-Extension that an endpoint announces, for the program that hosts it.</summary>
internal sealed record OfferedExtensions(string Tokens);
