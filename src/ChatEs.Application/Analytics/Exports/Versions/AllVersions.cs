namespace ChatEs.Application.Analytics.Exports.Versions;

/// <summary>The tables of an export, in the order in which the manifest lists them.</summary>
internal static class AllVersions
{
    public static readonly IReadOnlyList<string> Names = [.. Of(null!, "", withTexts: false).Select(versions => versions.Table.Name)];

    public static IReadOnlyList<TableVersions> Of(EarlierEvents earlier, string tenant, bool withTexts) =>
    [
        new RoomVersions(earlier, tenant, withTexts),
        new UserVersions(earlier, tenant),
        new MemberVersions(earlier, tenant),
        new MessageVersions(earlier, tenant, withTexts),
        new AttachmentVersions(withTexts),
        new ReactionVersions(withTexts),
        new ReceiptVersions(),
        new DeliveryVersions(),
        new ErasureVersions(),
    ];
}
