\set room random(1, :rooms)
\set author random(1, 100)
select limits.post(:room, :author, :data, :headers, :correlation, :text, :salt, :digest, :hash);
