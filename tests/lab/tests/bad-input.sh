# What users mistype is a usage error that quotes it.
for address in 03:00 0000:82.0.0 0b::00.1 123456789:00:05.0 00:05.9 ''; do
	expect_fail 2 xpt reserve "$address"
	expect_grep "\"$address\" is not a PCI address"
done
expect_fail 2 xpt attach h1
expect_fail 2 xpt reserve
expect_fail 1 xpt reserve 10000:00:05.0
expect_fail 1 xpt reserve 00:1f.7
expect_grep '0000:00:1f.7'
expect_fail 1 xpt attach nobody 00:05.0
expect_grep nobody
