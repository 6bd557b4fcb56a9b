namespace Holdfast.Server.Endpoints;

/// <summary>What an endpoint announces as Tus-Extension, for who hosts it.</summary>
internal sealed record OfferedExtensions(string Tokens);
